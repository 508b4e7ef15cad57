terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }

  # terraform init -backend-config=FILE: bucket, key, region, kms_key_id. The state has the passwords of Redis.
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { project = "twinstream", environment = "production" }
  }
}
