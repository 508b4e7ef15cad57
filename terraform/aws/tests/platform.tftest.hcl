# All modules together, applied to a provider that makes up what AWS would return.
mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-central-1" }
  }
  mock_resource "aws_eks_cluster" {
    defaults = { identity = [{ oidc = [{ issuer = "https://issuer.example/1" }] }] }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::000000000000:role/test" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:000000000000:key/1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:000000000000:log-group:test" }
  }
  mock_resource "aws_msk_configuration" {
    defaults = { arn = "arn:aws:kafka:eu-central-1:000000000000:configuration/test/1", latest_revision = 1 }
  }
  mock_resource "aws_msk_cluster" {
    defaults = { arn = "arn:aws:kafka:eu-central-1:000000000000:cluster/test/1", bootstrap_brokers_sasl_scram = "b-1.example:9096" }
  }
  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:test" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::twinstream-example" }
  }
  mock_resource "aws_efs_file_system" {
    defaults = { arn = "arn:aws:elasticfilesystem:eu-central-1:000000000000:file-system/fs-1" }
  }
  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::000000000000:oidc-provider/issuer.example/1" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-central-1:000000000000:test" }
  }
  mock_resource "aws_elasticache_replication_group" {
    defaults = { primary_endpoint_address = "primary.example" }
  }
  mock_resource "aws_launch_template" {
    defaults = { id = "lt-0123456789abcdef0", latest_version = 1 }
  }
}

variables {
  name                 = "test"
  bucket               = "twinstream-example"
  zones                = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  nat_gateway_per_zone = false
  api_networks         = []
  administrators       = ["arn:aws:iam::000000000000:role/administrators"]
  node_groups          = { all = { instance_types = ["m7i.xlarge"], min = 1, max = 3, disk_gib = 50 } }
  kafka                = { instance_type = "kafka.m7g.large", storage_gib = 100, secrets_have_values = false }
  redis                = { node_type = "cache.r7g.large", replicas = 1, snapshot_days = 1 }
  redis_passwords      = { jobs = "0123456789abcdef", server = "0123456789abcdef" }
  log_days             = 7
}

run "platform" {
  module {
    source = "./modules/platform"
  }

  assert {
    condition     = output.redis == "rediss://primary.example:6379" && output.kafka == "b-1.example:9096"
    error_message = "The outputs are the values of --redis and --kafka."
  }
  assert {
    condition     = toset(keys(output.roles)) == toset(["jobs", "server", "files"])
    error_message = "A role for each service account."
  }
}

run "wrong_name" {
  command = plan
  module {
    source = "./modules/platform"
  }
  variables {
    name = "Test--"
  }
  expect_failures = [var.name]
}
