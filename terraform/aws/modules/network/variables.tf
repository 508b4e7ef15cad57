variable "name" {
  description = "Prefix of all names."
  type        = string
}

variable "cidr" {
  description = "Addresses of the VPC, a /16 to /20 network."
  type        = string

  validation {
    condition     = can(cidrnetmask(var.cidr)) && tonumber(split("/", var.cidr)[1]) <= 20
    error_message = "The network must be an IPv4 network of at least a /20, such as 10.20.0.0/16."
  }
}

variable "zones" {
  description = "Availability zones, one private and one public subnet each."
  type        = list(string)

  validation {
    condition     = length(var.zones) >= 2 && length(var.zones) == length(distinct(var.zones))
    error_message = "At least two different zones are needed."
  }
}

variable "nat_gateway_per_zone" {
  description = "Whether each zone has a NAT gateway of its own, so that no zone depends on another."
  type        = bool
}

variable "log_days" {
  description = "For how long flow logs are kept."
  type        = number
}
