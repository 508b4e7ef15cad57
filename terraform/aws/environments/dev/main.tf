# Small, in one piece, and it may be destroyed: one NAT gateway, no copy of the online store.
module "platform" {
  source               = "../../modules/platform"
  name                 = "twinstream-dev"
  bucket               = var.bucket
  zones                = var.zones
  nat_gateway_per_zone = false
  api_networks         = var.api_networks
  administrators       = var.administrators
  log_days             = 7
  old_versions_days    = 1
  deletable            = true
  redis_passwords      = var.redis_passwords

  node_groups = {
    all = { instance_types = ["m7i.xlarge"], min = 1, max = 3, disk_gib = 50 }
  }

  kafka = {
    instance_type       = "kafka.t3.small"
    storage_gib         = 50
    retention_hours     = 48
    secrets_have_values = var.kafka_secrets_have_values
  }

  redis = { node_type = "cache.t4g.medium", replicas = 0, snapshot_days = 0 }
}
