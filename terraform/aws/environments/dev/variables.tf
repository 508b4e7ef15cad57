variable "region" {
  type = string
}

variable "zones" {
  description = "Three availability zones of the region."
  type        = list(string)
}

variable "bucket" {
  description = "Name of the bucket for history, archives, training sets and models."
  type        = string
}

variable "administrators" {
  description = "ARNs of IAM principals that administer the Kubernetes cluster."
  type        = set(string)
}

variable "api_networks" {
  description = "Networks that may reach the Kubernetes API from outside of the VPC; none for a private API."
  type        = list(string)
  default     = []
}

variable "redis_passwords" {
  description = "Passwords of the users jobs and server. Set TF_VAR_redis_passwords; do not write them into files."
  type        = map(string)
  sensitive   = true
}

variable "kafka_secrets_have_values" {
  description = "False for the first apply; true once the secrets of the Kafka users have values."
  type        = bool
}
