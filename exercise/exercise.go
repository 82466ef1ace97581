// Package exercise holds scenarios to try Truce on.
package exercise
