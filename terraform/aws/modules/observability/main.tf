# The alarms of what AWS runs. Those of jobs and server come from their own metrics: see serving/README.md.
resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms"
}

locals {
  alarms = merge(
    {
      for node in var.redis_nodes : "redis-memory-${node}" => {
        description = "The online store is nearly full; when it is, it refuses states"
        namespace   = "AWS/ElastiCache"
        metric      = "DatabaseMemoryUsagePercentage"
        dimensions  = { CacheClusterId = node }
        statistic   = "Maximum"
        threshold   = 80
      }
    },
    {
      for node in var.redis_nodes : "redis-thread-${node}" => {
        description = "The one thread of Redis is busy; see twinstream size"
        namespace   = "AWS/ElastiCache"
        metric      = "EngineCPUUtilization"
        dimensions  = { CacheClusterId = node }
        statistic   = "Average"
        threshold   = 60
      }
    },
    {
      for node in var.redis_nodes : "redis-evictions-${node}" => {
        description = "The online store dropped states"
        namespace   = "AWS/ElastiCache"
        metric      = "Evictions"
        dimensions  = { CacheClusterId = node }
        statistic   = "Sum"
        threshold   = 0
      }
    },
    {
      kafka-disk = {
        description = "A broker's disk is nearly full"
        namespace   = "AWS/Kafka"
        metric      = "KafkaDataLogsDiskUsed"
        dimensions  = { "Cluster Name" = var.kafka_cluster }
        statistic   = "Maximum"
        threshold   = 80
      }
      kafka-offline = {
        description = "Partitions of Kafka have no leader"
        namespace   = "AWS/Kafka"
        metric      = "OfflinePartitionsCount"
        dimensions  = { "Cluster Name" = var.kafka_cluster }
        statistic   = "Maximum"
        threshold   = 0
      }
    },
    var.consumer_group == "" ? {} : {
      lag = {
        description = "The live job is behind, as of its latest complete checkpoint"
        namespace   = "AWS/Kafka"
        metric      = "SumOffsetLag"
        dimensions  = { "Cluster Name" = var.kafka_cluster, "Consumer Group" = var.consumer_group, Topic = var.topic }
        statistic   = "Maximum"
        threshold   = var.max_lag
      }
    },
  )
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each            = local.alarms
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}
