locals {
  gib = 1024 * 1024 * 1024
}

resource "google_compute_network" "this" {
  name                    = var.name
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "this" {
  name                     = var.name
  network                  = google_compute_network.this.id
  region                   = var.region
  ip_cidr_range            = "10.30.0.0/16"
  private_ip_google_access = true
}

resource "google_container_cluster" "this" {
  name                = var.name
  location            = var.region
  enable_autopilot    = true
  network             = google_compute_network.this.id
  subnetwork          = google_compute_subnetwork.this.id
  deletion_protection = true

  private_cluster_config {
    enable_private_nodes = true
  }
}

# Clients use SASL with TLS; the properties file of pipelines/README.md has the mechanism.
resource "google_managed_kafka_cluster" "this" {
  cluster_id = var.name
  location   = var.region

  capacity_config {
    vcpu_count   = var.kafka_cores
    memory_bytes = var.kafka_cores * 4 * local.gib
  }

  gcp_config {
    access_config {
      network_configs {
        subnet = google_compute_subnetwork.this.id
      }
    }
  }
}

# Not a Redis Cluster: jobs do not fill one.
resource "google_redis_instance" "this" {
  name                    = var.name
  tier                    = "STANDARD_HA"
  memory_size_gb          = var.redis_gib
  region                  = var.region
  redis_version           = "REDIS_7_0"
  authorized_network      = google_compute_network.this.id
  auth_enabled            = true
  transit_encryption_mode = "SERVER_AUTHENTICATION"

  redis_configs = {
    maxmemory-policy = "noeviction"
  }
}

resource "google_storage_bucket" "this" {
  name                        = var.bucket
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  versioning {
    enabled = true
  }
}

# The folder of checkpoints and logs, mounted by all pods of the live job.
resource "google_filestore_instance" "this" {
  name     = var.name
  tier     = "ENTERPRISE"
  location = var.region

  file_shares {
    name        = "twinstream"
    capacity_gb = var.files_gib
  }

  networks {
    network = google_compute_network.this.name
    modes   = ["MODE_IPV4"]
  }
}

# The identity of jobs: history is read-only, results are under jobs/.
resource "google_service_account" "jobs" {
  account_id = "${var.name}-jobs"
}

resource "google_service_account_iam_member" "jobs" {
  service_account_id = google_service_account.jobs.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:${var.project}.svc.id.goog[twinstream/twinstream-jobs]"
}

resource "google_storage_bucket_iam_member" "read" {
  bucket = google_storage_bucket.this.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.jobs.member
}

resource "google_storage_bucket_iam_member" "write" {
  bucket = google_storage_bucket.this.name
  role   = "roles/storage.objectUser"
  member = google_service_account.jobs.member

  condition {
    title      = "results"
    expression = "resource.name.startsWith('projects/_/buckets/${var.bucket}/objects/jobs/')"
  }
}
