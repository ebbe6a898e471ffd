"""The pure rules of live bidding: parameters, the room, its steps, the chain. No Django, no clock, no database."""
