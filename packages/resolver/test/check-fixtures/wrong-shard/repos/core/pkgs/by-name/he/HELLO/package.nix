{ }: "upper case: its shard is lower case"
