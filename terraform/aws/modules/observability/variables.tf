variable "name" {
  type = string
}

variable "kafka_cluster" {
  type = string
}

variable "redis_nodes" {
  type = list(string)
}

variable "consumer_group" {
  description = "The consumer group of the live job: twinstream.PROJECT.VIEWS; empty for no alarm on its lag."
  type        = string
}

variable "topic" {
  description = "The topic whose lag raises an alarm."
  type        = string
}

variable "max_lag" {
  type = number
}
