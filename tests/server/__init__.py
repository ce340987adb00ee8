"""The misbehaving server of the tests: real sockets on loopback, in a child process, one function per misbehaviour."""
