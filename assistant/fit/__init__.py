"""How the people of a study compare with a patient: what a record says of its people, and one aspect a file."""
