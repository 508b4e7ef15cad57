# What the roles may do, from the policy documents of the real provider. A plan needs no AWS account.
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "not-a-key"
  secret_key                  = "not-a-secret"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

run "permissions" {
  command = plan
  module {
    source = "./modules/iam"
  }
  variables {
    name              = "test"
    namespace         = "features"
    issuer            = "issuer.example/1"
    identity_provider = "arn:aws:iam::000000000000:oidc-provider/issuer.example/1"
    bucket_arn        = "arn:aws:s3:::bucket"
    file_system_arn   = "arn:aws:elasticfilesystem:eu-central-1:000000000000:file-system/fs-1"
    key               = "arn:aws:kms:eu-central-1:000000000000:key/1"
    service_accounts  = { jobs = "twinstream-jobs", server = "twinstream-server" }
  }

  assert {
    condition = alltrue(flatten([
      for policy in output.policies : [
        for statement in jsondecode(policy).Statement : [
          for action in flatten([statement.Action]) : !strcontains(action, "*")
        ]
      ]
    ]))
    error_message = "An action has a wildcard."
  }
  assert {
    condition = alltrue(flatten([
      for name in ["jobs", "server"] : [
        for statement in jsondecode(output.policies[name]).Statement : [
          for resource in flatten([statement.Resource]) : resource != "*" && !endswith(resource, ":bucket/*")
        ]
      ]
    ]))
    error_message = "Jobs and server may use only what they need of the bucket."
  }
  assert {
    condition = alltrue(flatten([
      for statement in jsondecode(output.policies["server"]).Statement : [
        for action in flatten([statement.Action]) : contains(["s3:ListBucket", "s3:GetBucketLocation", "s3:GetObject", "kms:Decrypt"], action)
      ]
    ]))
    error_message = "The server may only read."
  }
  assert {
    condition = alltrue([
      for name in ["jobs", "server"] :
      jsondecode(aws_iam_role.this[name].assume_role_policy).Statement[0].Condition.StringEquals["issuer.example/1:sub"] == "system:serviceaccount:features:twinstream-${name}"
    ])
    error_message = "A role must be for one service account."
  }
  assert {
    condition     = !anytrue([for policy in output.policies : strcontains(policy, "secretsmanager")])
    error_message = "No pod reads secrets of AWS."
  }
}
