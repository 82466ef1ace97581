package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The page of a brief prints to A4 in a real browser: nothing is cut off, its text can be taken out again, and Arabic runs
// from right to left.
func TestTheBriefPrintsToA4(t *testing.T) {
	browser, info, text := tool(t, "chromium"), tool(t, "pdfinfo"), tool(t, "pdftotext")
	c := newCentre(t)
	c.read()
	for language, wants := range map[string][]string{
		"en": {"EXERCISE", "Candidate violations", "no observation", "What would lower it", "C12"},
		"ar": {"تمرين", "المبكر", "المؤشر"},
		"ru": {"УЧЕНИЕ", "Возможные нарушения", "нет наблюдения", "Раннее предупреждение"},
	} {
		t.Run(language, func(t *testing.T) {
			dir := t.TempDir()
			a := c.knock("heron", "GET", "/api/brief/draft?form=html&lang="+language+"&"+sixtyDays, nil)
			if a.Code != 200 || strings.Contains(a.Header().Get("Content-Security-Policy"), "script-src") || strings.Contains(a.Body.String(), "<script") {
				t.Fatalf("%d %s", a.Code, a.Header())
			}
			page, pdf := filepath.Join(dir, "brief.html"), filepath.Join(dir, "brief.pdf")
			if err := os.WriteFile(page, a.Body.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			outputOf(t, browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+dir+"/profile", "--no-pdf-header-footer", "--print-to-pdf="+pdf, "file://"+page)
			about := outputOf(t, info, pdf)
			pages := regexp.MustCompile(`Pages:\s+(\d+)`).FindStringSubmatch(about)
			if !strings.Contains(about, "(A4)") || pages == nil || len(pages[1]) > 1 {
				t.Errorf("it prints as %s", about)
			}
			words := outputOf(t, text, "-layout", pdf, "-")
			for _, w := range wants {
				if !strings.Contains(words, w) {
					t.Errorf("the text of the print lacks %q", w)
				}
			}
			// Every word lies inside the paper, with its margins: nothing is cut off. A4 is 595 by 842 points.
			for _, m := range regexp.MustCompile(`<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)</word>`).FindAllStringSubmatch(outputOf(t, text, "-bbox", pdf, "-"), -1) {
				var left, top, right, bottom float64
				fmt.Sscan(strings.Join(m[1:5], " "), &left, &top, &right, &bottom)
				if left < 40 || right > 555 || top < 20 || bottom > 830 {
					t.Errorf("%q stands at %s", m[5], m[1:5])
				}
			}
			rtl := strings.Contains(a.Body.String(), `dir="rtl"`)
			if rtl != (language == "ar") {
				t.Errorf("from right to left: %v", rtl)
			}
		})
	}
}

// tool finds a program, or skips the test; in the joint build it has to be there.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("TRUCE_CI") != "" {
		t.Fatalf("%s is not here", name)
	}
	if err != nil {
		t.Skipf("%s is not here", name)
	}
	return path
}

func outputOf(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}
