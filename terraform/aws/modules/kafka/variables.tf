variable "name" {
  description = "Name of the cluster, and prefix of other names."
  type        = string
}

variable "vpc" {
  type = string
}

variable "subnets" {
  description = "Private subnets, one per zone: two or three."
  type        = list(string)

  validation {
    condition     = contains([2, 3], length(var.subnets))
    error_message = "MSK needs two or three subnets."
  }
}

variable "client_security_groups" {
  description = "Security groups that may connect, by a name of the client."
  type        = map(string)
}

variable "kafka_version" {
  type = string
}

variable "instance_type" {
  type = string
}

variable "brokers_per_zone" {
  type    = number
  default = 1
}

variable "storage_gib" {
  description = "Storage of each broker."
  type        = number
}

variable "retention_hours" {
  description = "How long topics keep records unless they say otherwise."
  type        = number
}

variable "users" {
  description = "Users with SASL/SCRAM. Each gets a secret, whose value is not set here."
  type        = set(string)
}

variable "secrets_have_values" {
  description = "Whether an operator has set the values of all secrets, so that the cluster can use them."
  type        = bool
}

variable "key" {
  description = "ARN of the KMS key. SCRAM secrets must have one that is not the account's default."
  type        = string
}

variable "log_days" {
  type = number
}
