variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "name" {
  type    = string
  default = "twinstream"
}

variable "bucket" {
  type = string
}

variable "kafka_cores" {
  type    = number
  default = 3
}

variable "redis_gib" {
  type = number
}

variable "files_gib" {
  type    = number
  default = 1024
}
