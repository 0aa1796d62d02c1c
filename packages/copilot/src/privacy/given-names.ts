/** Common given names of many countries that are seldom anything else; folded, small. What they do not hold is not found by them. */
export const givenNames: ReadonlySet<string> = new Set(
  `aaron abdul abigail adam adrian ahmed aisha alan albert alejandro alessandro alex alexander alexandra ali alice alicia alison
  amanda amelia amy ana andrea andreas andrew angela anita anna anne annika anthony antonio arthur ashley astrid barbara beatriz
  benjamin bernd bernhard beth betty bianca birgit bjorn boris brandon brenda brian britta bruno camila carl carla carlos carmen
  caroline catherine cecilia charles charlotte chen chiara christian christina christine christoph christopher claire claudia
  clara colin daniel daniela danielle david deborah denise dennis diana diego dieter dmitri dominik donald donna dorothy douglas
  edward eduardo elena eleanor elias elisabeth elizabeth ella ellen emily emma enrique eric erik erika esther eugene eva evelyn
  fabian fatima felix fernando filip fiona florian francesca francesco francisco frank frederic frederik gabriel gabriela gary
  george georg gerald gerhard gianluca gisela giovanni giulia giuseppe gloria gonzalo greta gregory guillaume gustav hanna hannah
  hans harald harold hassan heather heidi heike heinrich helen helena helga henri henrik henry hiroshi hugo ibrahim ines ingrid
  irene irina isabel isabella ivan jacob jacqueline jacques james jamie jan jana jane janet jason javier jean jeffrey jennifer
  jens jeremy jessica jesus jim joan joanna joao jochen johan johann johannes john johnny jonas jonathan jorge jose josef joseph
  joshua joyce juan judith judy julia julian julie jurgen justin kai karen karin karl karsten kathleen katharina katherine kathryn
  katja kazuki keith kelly kenneth kenji kevin kim klaus kristen kristin kristina kumar lara larry lars laura lauren laurent lea
  leah lena leon leonardo leonie liam lina linda lisa lorenzo louis louise luca lucas lucia lucy luigi luis luisa lukas magdalena
  manuel marc marco marcel marcus margaret maria mariana marie marina mario marion marta martha martin martina mateo matthew
  matthias maureen maximilian megan melanie melissa mia michael michaela michelle miguel mikael mike miriam mohamed mohammed
  monica monika muhammad nancy natalia natalie nathan nicholas nicola nicolas nicole niklas nina noah nora norbert norman olaf
  oliver olivia olga omar oscar pablo pamela paola paolo patricia patrick paul paula pavel pedro peter petra philip philipp
  philippe pierre priya rachel rafael rainer ralf ralph ramon raymond rebecca renate ricardo richard rita robert roberto rodrigo
  roger roland roman ronald rosa rudolf russell ruth ryan sabine sabrina samantha samuel sandra sara sarah scott sean sebastian
  sergey sergio sharon sigrid silke silvia simon simone sofia sonja sophia sophie stefan stefanie stella stephanie stephen steven
  stuart sue susan susanne sven svetlana sylvia tamara tanja tatiana teresa theodor theresa thomas thorsten tim timothy tobias
  tom tomas torsten ulrich ulrike ursula uwe valentina valerie vanessa vera veronica victor victoria viktor vincent vladimir
  walter wei wendy werner wilhelm william wolfgang xavier yasmin yolanda yuki yusuf yvonne zoe`.split(/\s+/),
);
