{ zlibb }: zlibb
