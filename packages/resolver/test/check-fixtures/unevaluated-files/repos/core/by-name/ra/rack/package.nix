{ lib }: map import (lib.filesystem.listFilesRecursive ./all)
