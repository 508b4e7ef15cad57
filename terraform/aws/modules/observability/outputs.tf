output "topic" {
  description = "The SNS topic of the alarms; nothing subscribes to it yet."
  value       = aws_sns_topic.alarms.arn
}
