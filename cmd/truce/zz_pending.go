package main

var verifyVerb, exportVerb, restoreVerb, takeoverVerb verb
