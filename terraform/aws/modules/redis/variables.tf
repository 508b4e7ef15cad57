variable "name" {
  type = string
}

variable "vpc" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "client_security_groups" {
  description = "Security groups that may connect, by a name of the client."
  type        = map(string)
}

variable "node_type" {
  type = string
}

variable "replicas" {
  description = "Copies in other zones; with at least one, a failed primary is replaced."
  type        = number

  validation {
    condition     = var.replicas >= 0 && var.replicas <= 5
    error_message = "From 0 to 5 replicas."
  }
}

variable "passwords" {
  description = "The password of each user, jobs and server, 16 to 128 characters. It is stored in the state of Terraform."
  type        = map(string)
  sensitive   = true

  validation {
    condition     = toset(keys(var.passwords)) == toset(["jobs", "server"])
    error_message = "Passwords for the users jobs and server, and for no other, are needed."
  }

  validation {
    condition     = alltrue([for password in values(var.passwords) : length(password) >= 16 && length(password) <= 128])
    error_message = "ElastiCache needs passwords of 16 to 128 characters."
  }
}

variable "key" {
  type = string
}

variable "snapshot_days" {
  type = number
}

variable "log_days" {
  type = number
}
