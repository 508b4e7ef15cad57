output "address" {
  description = "For --redis. The name follows the primary."
  value       = "rediss://${aws_elasticache_replication_group.this.primary_endpoint_address}:6379"
}

output "replication_group" {
  value = aws_elasticache_replication_group.this.id
}

output "nodes" {
  description = "Names of the nodes, for alarms."
  value       = [for n in range(1 + var.replicas) : format("%s-%03d", var.name, n + 1)]
}

output "user_secrets" {
  description = "ARNs of the secrets, by user."
  value       = { for name, secret in aws_secretsmanager_secret.user : name => secret.arn }
}
