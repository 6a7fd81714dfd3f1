{ }: derivation { name = "loom"; src = ./.; }
