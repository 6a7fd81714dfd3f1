{ aa }: aa
