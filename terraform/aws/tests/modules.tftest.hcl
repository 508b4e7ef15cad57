# What each module must refuse or switch on, planned without AWS.
mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  name                   = "test"
  vpc                    = "vpc-1"
  subnets                = ["subnet-1", "subnet-2", "subnet-3"]
  client_security_groups = { nodes = "sg-1" }
  key                    = "arn:aws:kms:eu-central-1:000000000000:key/1"
  log_days               = 7
}

run "network" {
  command = plan
  module {
    source = "./modules/network"
  }
  variables {
    cidr                 = "10.20.0.0/16"
    zones                = ["a", "b", "c"]
    nat_gateway_per_zone = true
  }

  assert {
    condition     = length(distinct(concat(aws_subnet.private[*].cidr_block, aws_subnet.public[*].cidr_block))) == 6
    error_message = "Subnets overlap."
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 3
    error_message = "Each zone needs a NAT gateway of its own."
  }
  assert {
    condition     = !anytrue([for subnet in aws_subnet.private : coalesce(subnet.map_public_ip_on_launch, false)])
    error_message = "Private subnets must not give public addresses."
  }
}

run "network_too_small" {
  command = plan
  module {
    source = "./modules/network"
  }
  variables {
    cidr                 = "10.20.0.0/24"
    zones                = ["a", "a"]
    nat_gateway_per_zone = false
  }
  expect_failures = [var.cidr, var.zones]
}

run "kafka" {
  command = plan
  module {
    source = "./modules/kafka"
  }
  variables {
    kafka_version       = "3.9.x"
    instance_type       = "kafka.m7g.large"
    storage_gib         = 100
    retention_hours     = 24
    users               = ["jobs", "server"]
    secrets_have_values = true
  }

  assert {
    condition     = aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].client_broker == "TLS"
    error_message = "Clients must use TLS."
  }
  assert {
    condition     = !aws_msk_cluster.this.client_authentication[0].unauthenticated && aws_msk_cluster.this.client_authentication[0].sasl[0].scram
    error_message = "Clients must authenticate with SASL/SCRAM."
  }
  assert {
    condition     = aws_msk_cluster.this.broker_node_group_info[0].connectivity_info[0].public_access[0].type == "DISABLED"
    error_message = "Brokers must not be public."
  }
  assert {
    condition     = strcontains(aws_msk_configuration.this.server_properties, "default.replication.factor=3\n") && strcontains(aws_msk_configuration.this.server_properties, "min.insync.replicas=2\n")
    error_message = "An acknowledged record must be on two brokers of three."
  }
  assert {
    condition     = alltrue([for secret in aws_secretsmanager_secret.user : startswith(secret.name, "AmazonMSK_")])
    error_message = "MSK needs this prefix."
  }
}

run "redis" {
  command = plan
  module {
    source = "./modules/redis"
  }
  variables {
    node_type     = "cache.r7g.large"
    replicas      = 2
    passwords     = { jobs = "0123456789abcdef", server = "0123456789abcdef" }
    snapshot_days = 7
  }

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_enabled && aws_elasticache_replication_group.this.transit_encryption_mode == "required" && aws_elasticache_replication_group.this.at_rest_encryption_enabled == "true"
    error_message = "The online store must use TLS, and encrypt what it stores."
  }
  assert {
    condition     = [for parameter in aws_elasticache_parameter_group.this.parameter : parameter.value if parameter.name == "maxmemory-policy"] == ["noeviction"]
    error_message = "The online store must not drop states."
  }
  assert {
    condition     = startswith(aws_elasticache_user.default.access_string, "off ")
    error_message = "The default user must be off."
  }
  assert {
    condition     = alltrue([for user in aws_elasticache_user.this : strcontains(user.access_string, "-@dangerous") && user.authentication_mode[0].type == "password"])
    error_message = "Users need a password, and must not flush or configure the server."
  }
  assert {
    condition     = aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.multi_az_enabled
    error_message = "A failed primary must be replaced."
  }
}

run "redis_without_passwords" {
  command = plan
  module {
    source = "./modules/redis"
  }
  variables {
    node_type     = "cache.r7g.large"
    replicas      = 6
    passwords     = { jobs = "short" }
    snapshot_days = 7
  }
  expect_failures = [var.passwords, var.replicas]
}

run "storage" {
  command = plan
  module {
    source = "./modules/storage"
  }
  variables {
    bucket            = "twinstream-example"
    old_versions_days = 30
    deletable         = false
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "The bucket must not be public."
  }
  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled" && !aws_s3_bucket.this.force_destroy
    error_message = "Deleted objects must be recoverable."
  }
  assert {
    condition     = aws_efs_file_system.this.encrypted
    error_message = "Checkpoints must be encrypted."
  }
}

run "cluster_open_to_the_internet" {
  command = plan
  module {
    source = "./modules/cluster"
  }
  variables {
    kubernetes_version = "1.34"
    api_networks       = ["0.0.0.0/0"]
    administrators     = []
    node_groups        = {}
  }
  expect_failures = [var.api_networks]
}

run "cluster" {
  command = plan
  module {
    source = "./modules/cluster"
  }
  variables {
    kubernetes_version = "1.34"
    api_networks       = []
    administrators     = ["arn:aws:iam::000000000000:role/administrators"]
    node_groups        = { jobs = { instance_types = ["m7i.xlarge"], min = 1, max = 3, disk_gib = 50 } }
  }
  override_resource {
    target = aws_eks_cluster.this
    values = { identity = [{ oidc = [{ issuer = "https://issuer.example/1" }] }] }
  }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_private_access && !aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    error_message = "The Kubernetes API must be private."
  }
  assert {
    condition     = aws_launch_template.node["jobs"].metadata_options[0].http_tokens == "required" && aws_launch_template.node["jobs"].metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Pods must not get the credentials of their node."
  }
  assert {
    condition     = !aws_eks_cluster.this.access_config[0].bootstrap_cluster_creator_admin_permissions
    error_message = "Only the named administrators administer the cluster."
  }
}

run "observability" {
  command = plan
  module {
    source = "./modules/observability"
  }
  variables {
    kafka_cluster  = "test"
    redis_nodes    = ["test-001", "test-002"]
    consumer_group = "twinstream.payments.card_spend@1"
    topic          = "txn.events"
    max_lag        = 1000
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 9 && aws_cloudwatch_metric_alarm.this["lag"].threshold == 1000
    error_message = "Three alarms for each node of Redis, two for Kafka, one for the lag."
  }
}
