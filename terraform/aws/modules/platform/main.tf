locals {
  clients = { nodes = module.cluster.security_group }
}

resource "aws_kms_key" "this" {
  description             = "Data of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}

module "network" {
  source               = "../network"
  name                 = var.name
  cidr                 = var.cidr
  zones                = var.zones
  nat_gateway_per_zone = var.nat_gateway_per_zone
  log_days             = var.log_days
}

module "cluster" {
  source             = "../cluster"
  name               = var.name
  subnets            = module.network.private_subnets
  kubernetes_version = var.kubernetes_version
  api_networks       = var.api_networks
  administrators     = var.administrators
  node_groups        = var.node_groups
  key                = aws_kms_key.this.arn
  log_days           = var.log_days
}

module "kafka" {
  source                 = "../kafka"
  name                   = var.name
  vpc                    = module.network.vpc
  subnets                = module.network.private_subnets
  client_security_groups = local.clients
  kafka_version          = var.kafka.version
  instance_type          = var.kafka.instance_type
  brokers_per_zone       = var.kafka.brokers_per_zone
  storage_gib            = var.kafka.storage_gib
  retention_hours        = var.kafka.retention_hours
  users                  = ["jobs", "server"]
  secrets_have_values    = var.kafka.secrets_have_values
  key                    = aws_kms_key.this.arn
  log_days               = var.log_days
}

module "redis" {
  source                 = "../redis"
  name                   = var.name
  vpc                    = module.network.vpc
  subnets                = module.network.private_subnets
  client_security_groups = local.clients
  node_type              = var.redis.node_type
  replicas               = var.redis.replicas
  passwords              = var.redis_passwords
  key                    = aws_kms_key.this.arn
  snapshot_days          = var.redis.snapshot_days
  log_days               = var.log_days
}

module "storage" {
  source                 = "../storage"
  name                   = var.name
  bucket                 = var.bucket
  vpc                    = module.network.vpc
  subnets                = module.network.private_subnets
  client_security_groups = local.clients
  key                    = aws_kms_key.this.arn
  old_versions_days      = var.old_versions_days
  deletable              = var.deletable
}

module "iam" {
  source            = "../iam"
  name              = var.name
  namespace         = var.namespace
  issuer            = module.cluster.issuer
  identity_provider = module.cluster.identity_provider
  bucket_arn        = module.storage.bucket_arn
  file_system_arn   = module.storage.file_system_arn
  key               = aws_kms_key.this.arn
  service_accounts  = var.service_accounts
}

# Mounts the file system as volumes.
resource "aws_eks_addon" "files" {
  cluster_name             = module.cluster.name
  addon_name               = "aws-efs-csi-driver"
  service_account_role_arn = module.iam.roles["files"]
}

module "observability" {
  source         = "../observability"
  name           = var.name
  kafka_cluster  = module.kafka.cluster_name
  redis_nodes    = module.redis.nodes
  consumer_group = var.alarms.consumer_group
  topic          = var.alarms.topic
  max_lag        = var.alarms.max_lag
}
