output "brokers" {
  description = "For --kafka: SASL/SCRAM with TLS."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_scram
}

output "cluster_name" {
  value = aws_msk_cluster.this.cluster_name
}

output "user_secrets" {
  description = "ARNs of the secrets, by user."
  value       = { for name, secret in aws_secretsmanager_secret.user : name => secret.arn }
}
