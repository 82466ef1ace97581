package read

import "strings"

// Classes of verbs that say that something was said.
const (
	say   = iota + 1 // X said (that) …
	tell             // X told somebody (that) …
	urge             // X urged somebody to …, X called for …
	hold             // X believes …: a position
	act              // X condemned …: a deed in words
	style            // X called it "…": only with a quotation
)

// verbs gives the class of a form. participles are the forms in -ing, which say it of somebody who stands before.
var verbs, participles = map[string]int{}, map[string]int{}

func init() {
	for class, text := range map[int]string{
		say: `said says say stated states declared declares added adds announced announces explained explains noted notes stressed stresses emphasized emphasised emphasizes claimed claims asserted asserts argued argues insisted insists maintained reiterated reiterates repeated clarified acknowledged acknowledges admitted admits conceded confirmed confirms reported reports wrote writes commented remarked observed replied responded replies suggested suggests indicated indicates revealed reveals disclosed alleged alleges denied denies recalled recounted predicted predicts estimated estimates concluded contends contended cautioned testified tweeted hinted signaled signalled echoed quipped joked pointed posted predicted proclaimed pronounced affirmed promised promises pledged pledges vowed vows threatened threatens proposed proposes recommended recommends agreed expressed expresses outlined mentioned mentions cited retracted withdrew
			сказал сказала сказали заявил заявила заявили заявило сообщил сообщила сообщили сообщило отметил отметила подчеркнул подчеркнула добавил добавила объявил объявила утверждает утверждал пояснил пояснила считает уточнил опроверг опровергла пообещал призвал призвала призвали
			قال قالت وقال وقالت أعلن أعلنت وأعلن وأعلنت أكد أكدت وأكد وأكدت صرح صرحت وصرح أضاف أضافت وأضاف وأضافت ذكر ذكرت وذكر وذكرت أوضح أوضحت وأوضح أشار وأشار نفى نفت ونفى دعا دعت ودعا اعتبر واعتبر حذر حذرت وحذر شدد وشدد تعهد وتعهد`,
		tell:  `told tells informed assured reminded advised briefed`,
		urge:  `urged urges called calls demanded demands warned warns asked asks appealed appeals requested requests ordered invited`,
		hold:  `believes believed considers considered regards rejects rejected thinks feels opposes disputes disputed hopes`,
		act:   `condemned condemns criticized criticised criticizes praised praises welcomed accused accuses blamed blames thanked apologized apologised floated addressed rebuked denounced questioned`,
		style: `described describes branded labeled labelled termed dubbed characterized characterised decried hailed`,
	} {
		for _, w := range strings.Fields(text) {
			verbs[w] = class
		}
	}
	for class, text := range map[int]string{
		say:   `saying adding stating stressing noting explaining declaring insisting claiming arguing announcing suggesting denying acknowledging writing reiterating emphasizing emphasising pledging vowing threatening promising`,
		tell:  `telling`,
		urge:  `urging calling demanding warning asking`,
		style: `describing praising condemning accusing criticizing hailing denouncing expressing citing`,
	} {
		for _, w := range strings.Fields(text) {
			participles[w] = class
		}
	}
}

var (
	auxiliaries = set(`has have had is are was were be been being will would did does do could can may might must should`)
	beForms     = set(`is are was were be been being`)
	perfect     = set(`has have had`)
	adverbs     = set(`also later then again both all once just still too now already never not earlier previously recently initially further meanwhile however instead reportedly ever once only always often himself herself itself themselves even yesterday today simply first since long`)
	negations   = set(`not never n't nor`)
	determiners = set(`the a an its his her their our my some many several one two three four five other another this that these those no any most`)
	pronouns    = set(`he she they it we i you`)
	joins       = set(`and but or then yet`)
	speechNouns = set(`statement statements remarks remark comment comments speech emphasis announcement letter warning claim claims words message address testimony tweet tweets post interview report pledge call calls insistence assertion assertions assessment accusation accusations account version view position response answer demand demands`)
	actNouns    = map[string]bool{"warning": true, "warnings": true, "condemnation": true, "criticism": true, "accusations": true, "accusation": true, "threat": true, "threats": true, "praise": true, "denial": true, "denials": true, "demand": true, "demands": true, "appeal": true, "appeals": true, "calls": true}
	denials     = set(`denied denies denying rejected rejects rejecting disputed disputes refuted refuted dismissed dismisses опроверг опровергла نفى نفت ونفى`)
	retractions = set(`retracted withdrew apologized apologised corrected retracting withdrawing`)
	pastMarks   = set(`initially previously earlier once before formerly`)
)
