// Package geo knows places, shapes and distances on the earth, and nothing else of Truce.
//
// Whatever a judgement rests on is computed here in integers: positions in units of 1e-7 degree (about a
// centimetre), distances in centimetres. A Go compiler may fuse a floating-point multiplication and addition on
// one processor and not on another, so two machines could disagree about a metre, and then about a violation.
// Floating point appears only where people read or enter a position ([Point.MGRS], [ParseMGRS], [Bearing]).
//
// Positions are WGS 84. Edges of shapes are straight in longitude and latitude, as RFC 7946 says, and no shape
// may cross the 180th meridian; RFC 7946 asks for such shapes to be cut there.
package geo
