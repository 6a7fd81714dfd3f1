{ }: "helm"
