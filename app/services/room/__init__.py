"""What happens in the room: agenda, floor, statements, questions, documents."""
