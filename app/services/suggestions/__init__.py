"""What the public sends to juries: receiving, answering, appeals, who can help instead, and erasing."""
