# A role for each service account, which only that service account can assume. None reads secrets: an operator
# copies them into secrets of Kubernetes.
locals {
  service_accounts = {
    jobs   = "system:serviceaccount:${var.namespace}:${var.service_accounts.jobs}"
    server = "system:serviceaccount:${var.namespace}:${var.service_accounts.server}"
    files  = "system:serviceaccount:kube-system:efs-csi-controller-sa"
  }
}

data "aws_iam_policy_document" "trust" {
  for_each = local.service_accounts

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [var.identity_provider]
    }

    condition {
      test     = "StringEquals"
      variable = "${var.issuer}:sub"
      values   = [each.value]
    }

    condition {
      test     = "StringEquals"
      variable = "${var.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

# Jobs read history and write rows, archives and training sets.
data "aws_iam_policy_document" "jobs" {
  statement {
    sid       = "List"
    actions   = ["s3:ListBucket", "s3:GetBucketLocation"]
    resources = [var.bucket_arn]
  }

  statement {
    sid       = "ReadHistory"
    actions   = ["s3:GetObject"]
    resources = ["${var.bucket_arn}/history/*", "${var.bucket_arn}/jobs/*"]
  }

  statement {
    sid       = "WriteResults"
    actions   = ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
    resources = ["${var.bucket_arn}/jobs/*"]
  }

  statement {
    sid       = "Encrypt"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.key]
  }
}

# The server reads models and, for /features/offline, archives. It writes nothing.
data "aws_iam_policy_document" "server" {
  statement {
    sid       = "List"
    actions   = ["s3:ListBucket", "s3:GetBucketLocation"]
    resources = [var.bucket_arn]
  }

  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["${var.bucket_arn}/models/*", "${var.bucket_arn}/jobs/*"]
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = [var.key]
  }
}

# The driver of volumes makes a folder (an access point) for each volume.
data "aws_iam_policy_document" "files" {
  statement {
    sid       = "Describe"
    actions   = ["elasticfilesystem:DescribeAccessPoints", "elasticfilesystem:DescribeFileSystems", "elasticfilesystem:DescribeMountTargets", "ec2:DescribeAvailabilityZones"]
    resources = ["*"]
  }

  statement {
    sid       = "MakeAccessPoints"
    actions   = ["elasticfilesystem:CreateAccessPoint", "elasticfilesystem:TagResource"]
    resources = [var.file_system_arn]
  }

  statement {
    sid       = "DeleteOwnAccessPoints"
    actions   = ["elasticfilesystem:DeleteAccessPoint"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/efs.csi.aws.com/cluster"
      values   = ["true"]
    }
  }
}

locals {
  policies = {
    jobs   = data.aws_iam_policy_document.jobs.json
    server = data.aws_iam_policy_document.server.json
    files  = data.aws_iam_policy_document.files.json
  }
}

resource "aws_iam_role" "this" {
  for_each           = local.service_accounts
  name               = "${var.name}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.trust[each.key].json
}

resource "aws_iam_role_policy" "this" {
  for_each = local.policies
  name     = each.key
  role     = aws_iam_role.this[each.key].id
  policy   = each.value
}
