# Example numbers: compute yours with twinstream size, see terraform/README.md.
module "platform" {
  source               = "../../modules/platform"
  name                 = "twinstream-prod"
  bucket               = var.bucket
  zones                = var.zones
  nat_gateway_per_zone = true
  api_networks         = var.api_networks
  administrators       = var.administrators
  log_days             = 90
  redis_passwords      = var.redis_passwords
  alarms               = var.alarms

  node_groups = {
    jobs   = { instance_types = ["m7i.xlarge"], min = 3, max = 12, disk_gib = 100 }
    server = { instance_types = ["c7i.xlarge"], min = 3, max = 9, disk_gib = 50 }
  }

  kafka = {
    instance_type       = "kafka.m7g.large"
    storage_gib         = 500
    secrets_have_values = var.kafka_secrets_have_values
  }

  redis = { node_type = "cache.r7g.xlarge", replicas = 2, snapshot_days = 7 }
}
