variable "name" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "kubernetes_version" {
  type = string
}

variable "api_networks" {
  description = "Networks that may reach the Kubernetes API from outside of the VPC; none for a private API."
  type        = list(string)

  validation {
    condition     = !contains(var.api_networks, "0.0.0.0/0")
    error_message = "The Kubernetes API must not be open to the internet."
  }
}

variable "administrators" {
  description = "ARNs of IAM principals that administer the cluster."
  type        = set(string)
}

variable "node_groups" {
  description = "Groups of nodes by name; each node has the label twinstream.io/nodes with this name."
  type = map(object({
    instance_types = list(string)
    min            = number
    max            = number
    disk_gib       = number
  }))
}

variable "key" {
  type = string
}

variable "log_days" {
  type = number
}
