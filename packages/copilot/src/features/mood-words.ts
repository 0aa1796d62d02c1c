const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Words of mood in English, German, French, Spanish, Italian, Dutch and Portuguese; folded, without those that mislead in another of them. */
export const goodWords =
  set(`thanks thank great good love lovely perfect excellent happy awesome nice wonderful appreciate appreciated
  pleased brilliant amazing helpful fantastic glad grateful superb satisfied enjoy enjoyed delighted
  danke dank super toll prima perfekt gut schon freue zufrieden klasse wunderbar hervorragend spitze begeistert nett freundlich
  hilfreich lobenswert merci bravo parfait parfaite genial geniale ravi ravie content contente satisfait satisfaite adorable
  agreable excellente formidable magnifique bien gracias genial perfecto perfecta encantado encantada contento contenta feliz
  buena bueno buenisimo estupendo estupenda maravilloso maravillosa satisfecho satisfecha amable grazie perfetto perfetta ottimo
  ottima felice contenti bellissimo bravi bravissimi gentile gentili fantastico fantastica bedankt geweldig prachtig tevreden
  blij uitstekend fijn fantastisch obrigado obrigada otimo otima perfeito perfeita excelente satisfeito satisfeita adorei`);

export const badWords =
  set(`bad terrible awful worst angry upset disappointed disappointing unacceptable broken damaged useless horrible
  frustrated frustrating annoyed annoying ridiculous rude scam fraud lost never wrong complaint disgusting hate poor late failed
  faulty defective furious appalling pathetic joke outrageous worse nightmare shocking incompetent liar cheated ignored unhappy
  schlecht schlechte schlechter schrecklich furchtbar katastrophe unverschamt unverschamtheit enttauscht wutend verargert kaputt
  beschadigt defekt nutzlos frech betrug betrogen falsch beschwerde inakzeptabel unzumutbar lacherlich sauer nie unzufrieden
  frechheit zumutung mangelhaft mauvais mauvaise pire nul nulle decu decue decevant inacceptable casse cassee endommage
  endommagee inutile scandaleux scandaleuse honteux arnaque colere furieux furieuse jamais plainte reclamation mecontent
  mecontente deplorable catastrophe ridicule insupportable malo mala peor terrible pesimo pesima horrible roto rota danado danada
  decepcionado decepcionada enfadado enfadada inaceptable estafa engano nunca queja reclamo molesto molesta furioso furiosa
  verguenza desastre lamentable pessimo pessima orribile rotto rotta deluso delusa arrabbiato arrabbiata inaccettabile truffa
  vergogna disastro mai danneggiato danneggiata scandaloso slecht slechte verschrikkelijk vreselijk boos teleurgesteld
  onacceptabel stuk beschadigd waardeloos schandalig oplichting nooit klacht ontevreden ruim quebrado quebrada decepcionante
  inaceitavel golpe pior reclamacao vergonha irritado irritada`);

export const turningWords =
  set(`not no never isn wasn don doesn didn hardly without nicht kein keine keinen nie ohne pas ni sans non
  sin ningun ninguna senza niet geen nao sem nem`);
