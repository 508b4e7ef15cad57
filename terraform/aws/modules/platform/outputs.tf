output "kubernetes" {
  value = module.cluster.name
}

output "kafka" {
  description = "For --kafka."
  value       = module.kafka.brokers
}

output "redis" {
  description = "For --redis."
  value       = module.redis.address
}

output "bucket" {
  value = module.storage.bucket
}

output "file_system" {
  value = module.storage.file_system
}

output "roles" {
  value = module.iam.roles
}

output "secrets" {
  description = "ARNs of the secrets, by server and user."
  value       = { kafka = module.kafka.user_secrets, redis = module.redis.user_secrets }
}

output "alarms" {
  value = module.observability.topic
}
