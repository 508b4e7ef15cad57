variable "name" {
  description = "Prefix of all names: at most 20 small letters, digits and hyphens."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name)) && !strcontains(var.name, "--") && !endswith(var.name, "-")
    error_message = "Write 2 to 20 small letters, digits and single hyphens; the first is a letter, the last is no hyphen."
  }
}

variable "bucket" {
  type = string
}

variable "zones" {
  type = list(string)
}

variable "cidr" {
  type    = string
  default = "10.20.0.0/16"
}

variable "nat_gateway_per_zone" {
  type = bool
}

variable "kubernetes_version" {
  type    = string
  default = "1.34"
}

variable "api_networks" {
  type = list(string)
}

variable "administrators" {
  type = set(string)
}

variable "node_groups" {
  type = map(object({
    instance_types = list(string)
    min            = number
    max            = number
    disk_gib       = number
  }))
}

variable "namespace" {
  type    = string
  default = "twinstream"
}

variable "service_accounts" {
  type    = object({ jobs = string, server = string })
  default = { jobs = "twinstream-jobs", server = "twinstream-server" }
}

variable "kafka" {
  type = object({
    version             = optional(string, "3.9.x")
    instance_type       = string
    brokers_per_zone    = optional(number, 1)
    storage_gib         = number
    retention_hours     = optional(number, 168)
    secrets_have_values = bool
  })
}

variable "redis" {
  type = object({
    node_type     = string
    replicas      = number
    snapshot_days = number
  })
}

variable "redis_passwords" {
  type      = map(string)
  sensitive = true
}

variable "alarms" {
  description = "The consumer group and topic whose lag raises an alarm; an empty group for none."
  type = object({
    consumer_group = optional(string, "")
    topic          = optional(string, "")
    max_lag        = optional(number, 100000)
  })
  default = {}
}

variable "log_days" {
  type = number
}

variable "old_versions_days" {
  type    = number
  default = 30
}

variable "deletable" {
  type    = bool
  default = false
}
