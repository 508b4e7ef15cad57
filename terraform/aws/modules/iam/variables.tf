variable "name" {
  type = string
}

variable "namespace" {
  description = "The Kubernetes namespace of jobs and server."
  type        = string
}

variable "issuer" {
  description = "The issuer of tokens of service accounts, without https://."
  type        = string
}

variable "identity_provider" {
  type = string
}

variable "bucket_arn" {
  type = string
}

variable "file_system_arn" {
  type = string
}

variable "key" {
  type = string
}

variable "service_accounts" {
  description = "Names of the service accounts of pods that use the bucket."
  type        = object({ jobs = string, server = string })
}
