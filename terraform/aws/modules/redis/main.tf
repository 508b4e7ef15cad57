locals {
  users = toset(["jobs", "server"])

  # INFO reports whether Redis may drop states; FLUSHALL, CONFIG, KEYS and others stay forbidden.
  access = "on ~* +@all -@dangerous -@admin +info"
}

resource "aws_security_group" "this" {
  name        = "${var.name}-redis"
  description = "Online store of ${var.name}"
  vpc_id      = var.vpc
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each                     = var.client_security_groups
  security_group_id            = aws_security_group.this.id
  description                  = "TLS from ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}

resource "aws_elasticache_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnets
}

# A state that Redis drops is lost until the job writes it again, so Redis refuses writes instead.
resource "aws_elasticache_parameter_group" "this" {
  name   = var.name
  family = "redis7"

  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

# ElastiCache requires a user with the name default. It can do nothing.
resource "aws_elasticache_user" "default" {
  user_id       = "${var.name}-default"
  user_name     = "default"
  engine        = "redis"
  access_string = "off ~keys* -@all"

  authentication_mode {
    type = "no-password-required"
  }
}

resource "aws_elasticache_user" "this" {
  for_each      = local.users
  user_id       = "${var.name}-${each.key}"
  user_name     = each.key
  engine        = "redis"
  access_string = local.access

  authentication_mode {
    type      = "password"
    passwords = [var.passwords[each.key]]
  }
}

resource "aws_elasticache_user_group" "this" {
  user_group_id = var.name
  engine        = "redis"
  user_ids      = concat([aws_elasticache_user.default.user_id], [for user in aws_elasticache_user.this : user.user_id])
}

resource "aws_cloudwatch_log_group" "slow" {
  name              = "/twinstream/${var.name}/redis"
  retention_in_days = var.log_days
}

# Cluster mode is disabled: jobs do not fill a Redis Cluster.
resource "aws_elasticache_replication_group" "this" {
  replication_group_id       = var.name
  description                = "Online store of ${var.name}"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = var.node_type
  num_cache_clusters         = 1 + var.replicas
  automatic_failover_enabled = var.replicas > 0
  multi_az_enabled           = var.replicas > 0
  port                       = 6379
  parameter_group_name       = aws_elasticache_parameter_group.this.name
  subnet_group_name          = aws_elasticache_subnet_group.this.name
  security_group_ids         = [aws_security_group.this.id]
  user_group_ids             = [aws_elasticache_user_group.this.id]
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  at_rest_encryption_enabled = true
  kms_key_id                 = var.key
  snapshot_retention_limit   = var.snapshot_days
  auto_minor_version_upgrade = true

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.slow.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "slow-log"
  }
}

resource "aws_secretsmanager_secret" "user" {
  for_each    = local.users
  name        = "${var.name}/redis/${each.key}"
  description = "Password of the user ${each.key} of the online store"
  kms_key_id  = var.key
}

resource "aws_secretsmanager_secret_version" "user" {
  for_each  = local.users
  secret_id = aws_secretsmanager_secret.user[each.key].id
  secret_string = jsonencode({
    TWINSTREAM_REDIS_USERNAME = each.key
    TWINSTREAM_REDIS_PASSWORD = var.passwords[each.key]
  })
}
