/** Languages whose words are brought to their stems, and whose stop words are known. */
export const languages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt'] as const;

export type Language = (typeof languages)[number];

const list = (words: string): ReadonlySet<string> =>
  new Set(
    words
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]+/gu, '')
      .split(/\s+/u),
  );

/** Words that carry no meaning of their own in a support question: articles, pronouns, courtesy, question words. Folded. */
export const stopWords: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: list(`a about above after again all also am an and any are aren as at be because been before being below between both
  but by can cannot could couldn d did didn do does doesn doing don down during each else ever few for from further get
  getting give go going got had hadn has hasn have haven having he hello help her here hers hey hi him his how i if in into
  is isn it its itself just kind know let like ll m make may me might more most much must my myself need no nor not now of
  off ok okay on once one only or other our ours out over own please possible re s same say see shall she should shouldn
  since so some soon still such t tell than thank thanks that the their theirs them then there these they thing things this
  those through to too under until up us use using ve very want was wasn way we well were weren what when where whether
  which while who whom whose why will with within without won would wouldn wonder wondering yes yet you your yours dear
  regards team sir madam sorry question ask asking anyone someone something anything really been today tomorrow yesterday
  currently maybe right another long many lot lots take takes every everything always`),
  de: list(`aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bekomme bekommen bin bis bist
  bitte bräuchte brauche da dabei damit danke dann das dass dazu dein deine dem den denn der des dessen dich die dies diese
  diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer eure für gegen
  gern gerne gibt gerade grüße grüßen guten tag gut habe haben hallo hat hatte hätte hier ich ihm ihn ihnen ihr ihre ihrem ihren
  ihrer im in ist ja je jede jedem jeden jeder jedes jetzt kann kannst kein keine keinen können könnte könnten lassen liebe
  lieber machen mal man mein meine meinem meinen meiner mich mir mit möchte möglich morgen muss müssen nach nicht nichts noch
  nun nur ob oder ohne schon sehr sein seine seit sich sie sind so soll sollte sondern über um und uns unser unsere unter viel
  vielen vom von vor wann war waren warum was weil welche welchem welchen welcher wenn wer werde werden wie wieder will wir
  wird wissen wo wurde würde wollen wollte zu zum zur zwischen freundlichen mfg frage`),
  fr: list(`à ai afin alors après as au aucun aussi autre aux avais avait avant avec avez avoir avons bien bonjour bonsoir c ça car
  ce cela ces cet cette chaque chez ci combien comme comment cordialement d dans de déjà depuis des dois doit donc dont du
  elle elles en encore entre es est et étaient était été êtes être eu faire fait fais faut il ils j jamais je juste l la
  là le les leur leurs lui m ma mais me mes merci moi mon n ne ni nos notre nous on ont ou où par parce pas peu peut peuvent
  peux plus pour pourquoi pourrais pouvez puis puisque qu quand que quel quelle quelles quels quelque qui quoi s sa salut sans
  se sera ses si soit son sont sous suis sur t ta te tes toi ton toujours tous tout toute toutes très tu un une vais vers
  voici voilà vos votre voudrais vous vont y aide besoin question svp plaît`),
  es: list(`a al algo algún alguna algunos ante antes aquí así aun aunque ayuda bien buenas buenos cada casi como cómo con
  conmigo cual cuál cuando cuándo cuanto cuánto cuánta cuántos cuántas de debe debo del desde después días donde dónde dos e
  el él ella ellas ellos en entre era es esa esas ese eso esos esta está están estas este esto estos estoy fue ha haber había
  hace hacer hago han hasta hay he hola la las le les lo los luego más me mi mí mis mismo mucho muchas muy nada ni no nos
  nosotros nuestra nuestro o os otra otro para pero poco por porque por qué puede pueden puedo pues que qué quería quiero
  quien quién quisiera saber se sea según ser si sí sido sin sobre son soy su sus tal también tanto te tengo tener tiene
  tienen todo todos tu tus un una unas uno unos usted ustedes va vamos vez y ya yo gracias favor saludos pregunta necesito
  tardes`),
  it: list(`a abbiamo ad agli ai al alla alle allo altra altro anche ancora avere aveva avete avrei bene buon buonasera
  buongiorno c che chi ci ciao cioè come con così cosa cui d da dagli dai dal dalla dalle dei degli del della delle dello di
  dopo dove due e è ed era essere faccio fare fatto fino fra già gli grazie ha hai hanno ho i il in io l la le lei li lo loro
  lui ma mai me mi mia mie miei mio molto ne negli nei nel nella nelle no noi non nostra nostro o ogni oggi oppure per perché
  più poco poi posso possono potete potrei prima può puoi qual quale quali quando quanta quante quanti quanto quella quello
  questa queste questi questo qui sa salve sapere se sei senza si sì sia siamo solo sono sopra sta stato stesso su sua sue sui
  sul sulla suo suoi tra tu tua tuo tutti tutto un una uno vi voi vorrei vostra vostro favore saluti domanda bisogno aiuto`),
  nl: list(`aan af al alle alleen alles als altijd andere bedankt ben bij daar dan dank dat de deze die dit doe doen door dus een
  eens en er erg even ga gaan geen goed goedemiddag goedemorgen graag groeten had hallo hadden heb hebben hebt heeft heel het
  hier hij hoe hoeveel hun iemand iets ik in is ja je jij jou jouw jullie kan kunnen kunt maar maken me mee meer men met mij
  mijn misschien moet moeten mogelijk naar niet niets nog nu of om omdat ons onze ook op over per te tegen toch toen tot u
  uit uw van vandaag veel verder via voor vraag waar waarom wanneer want was wat weer weet wel welke weten werd wie wij wil
  willen worden wordt zal ze zelf zich zij zijn zo zonder zou zouden alstublieft beste vriendelijke hulp nodig`),
  pt: list(`a à ao aos agora ainda algo algum alguma antes após aquela aquele aqui as às assim até bem boa bom cada com como
  consigo da das de depois desde dessa desse desta deste devo dia do dos e é ela elas ele eles em então entre era essa essas
  esse esses esta está estão estas este estes estou eu faço fazer foi for gostaria há isso isto já lhe lo mais mas me mesmo
  meu meus minha minhas muito muita na nas nem nenhum no nos nós nossa nosso num numa o obrigado obrigada olá onde os ou
  outra outro para pela pelas pelo pelos pode podem podia por porque porquê posso pouco pra qual quais quando quanta quanto
  quantos que quê quem quero saber são se sem ser será seu seus si sim só sobre sou sua suas também te tem têm tenho ter teu
  toda todas todo todos tu tua um uma umas uns vai você vocês vou favor cumprimentos pergunta preciso ajuda tarde`),
};
