output "name" {
  value = aws_eks_cluster.this.name
}

output "security_group" {
  description = "The group of all nodes and their pods."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "issuer" {
  description = "The issuer of tokens of service accounts, without https://."
  value       = replace(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://", "")
}

output "identity_provider" {
  value = aws_iam_openid_connect_provider.this.arn
}
