package air

import "truce.example/record"

// Airborne is a track that these may see, in zones.
func Airborne(key string, readers record.Audience, zones ...string) Aircraft {
	return Aircraft{Aircraft: key, readers: readers, Zones: zones}
}
