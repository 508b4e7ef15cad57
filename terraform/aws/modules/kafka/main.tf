locals {
  sasl_port = 9096
}

resource "aws_security_group" "this" {
  name        = "${var.name}-kafka"
  description = "Brokers of ${var.name}"
  vpc_id      = var.vpc
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each                     = var.client_security_groups
  security_group_id            = aws_security_group.this.id
  description                  = "SASL with TLS from ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = local.sasl_port
  to_port                      = local.sasl_port
}

resource "aws_msk_configuration" "this" {
  name           = var.name
  kafka_versions = [var.kafka_version]

  # Producers' timestamps far ahead would make later records of their partition dead letters.
  server_properties = <<-PROPERTIES
    auto.create.topics.enable=false
    default.replication.factor=${length(var.subnets)}
    min.insync.replicas=${max(1, length(var.subnets) - 1)}
    unclean.leader.election.enable=false
    log.retention.hours=${var.retention_hours}
    log.message.timestamp.after.max.ms=3600000
  PROPERTIES
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/twinstream/${var.name}/kafka"
  retention_in_days = var.log_days
}

resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  kafka_version          = var.kafka_version
  number_of_broker_nodes = length(var.subnets) * var.brokers_per_zone
  enhanced_monitoring    = "PER_BROKER"

  broker_node_group_info {
    instance_type   = var.instance_type
    client_subnets  = var.subnets
    security_groups = [aws_security_group.this.id]

    connectivity_info {
      public_access {
        type = "DISABLED"
      }
    }

    storage_info {
      ebs_storage_info {
        volume_size = var.storage_gib
      }
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }

  client_authentication {
    unauthenticated = false

    sasl {
      scram = true
      iam   = false
    }
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = var.key

    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.this.name
      }
    }
  }
}

# MSK requires this prefix. The values, {"username": ..., "password": ...}, are set by an operator, so that
# no password is in the state of Terraform.
resource "aws_secretsmanager_secret" "user" {
  for_each    = var.users
  name        = "AmazonMSK_${var.name}_${each.key}"
  description = "User ${each.key} of the Kafka cluster ${var.name}"
  kms_key_id  = var.key
}

resource "aws_msk_scram_secret_association" "this" {
  count           = var.secrets_have_values ? 1 : 0
  cluster_arn     = aws_msk_cluster.this.arn
  secret_arn_list = [for name in sort(tolist(var.users)) : aws_secretsmanager_secret.user[name].arn]
}

data "aws_iam_policy_document" "broker_reads" {
  for_each = var.users

  statement {
    sid       = "BrokersRead"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.user[each.key].arn]

    principals {
      type        = "Service"
      identifiers = ["kafka.amazonaws.com"]
    }
  }
}

resource "aws_secretsmanager_secret_policy" "user" {
  for_each   = var.users
  secret_arn = aws_secretsmanager_secret.user[each.key].arn
  policy     = data.aws_iam_policy_document.broker_reads[each.key].json
}
