output "roles" {
  description = "ARNs for the annotation eks.amazonaws.com/role-arn, by service account: jobs, server, files."
  value       = { for name, role in aws_iam_role.this : name => role.arn }
}

output "policies" {
  description = "The policy documents, for tests."
  value       = local.policies
}
