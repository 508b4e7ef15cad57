# Only its syntax is checked: see terraform/README.md. It was never validated, planned or applied.
terraform {
  required_version = ">= 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "6.40.0"
    }
  }
}

provider "google" {
  project = var.project
  region  = var.region
}
