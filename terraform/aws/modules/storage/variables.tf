variable "name" {
  type = string
}

variable "bucket" {
  description = "Name of the bucket; the names of all buckets of AWS differ."
  type        = string
}

variable "vpc" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "client_security_groups" {
  description = "Security groups that may mount the file system, by a name of the client."
  type        = map(string)
}

variable "key" {
  type = string
}

variable "old_versions_days" {
  description = "For how long the bucket keeps replaced and deleted objects."
  type        = number
}

variable "deletable" {
  description = "Whether terraform destroy may delete a bucket that is not empty."
  type        = bool
}
