const textAtMost = 8_000;

/** Any of these, on their own; line breaks in the list are for whoever reads it. */
const words = (list: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${list.replace(/\s*\n\s*/g, '')})(?![\\p{L}\\p{N}])`, 'iu');

/** What presses, and how much, in English, German, French, Spanish, Italian, Dutch and Portuguese. */
const pressing: readonly (readonly [RegExp, number])[] = [
  // It is said to be urgent.
  [
    words(
      `urgent(?:ly)?|asap|a\\.s\\.a\\.p\\.?|emergency|immediately|right now|right away|as soon as possible|time[- ]sensitive|top priority|
      dringend(?:e[rsmn]?)?|eilt|eilig(?:e[rsmn]?)?|sofort(?:ige[rsmn]?)?|umgehend|schnellstm(?:ö|oe)glich|so schnell wie m(?:ö|oe)glich|notfall|unverz(?:ü|ue)glich|
      urgente?s?|urgence|imm[ée]diatement|au plus vite|d[èe]s que possible|tout de suite|
      urgentemente|urgencia|inmediatamente|de inmediato|cuanto antes|lo antes posible|ahora mismo|emergencia|
      urgenza|immediatamente|subito|il prima possibile|al pi[ùu] presto|emergenza|
      spoed(?:eisend)?|onmiddellijk|meteen|zo snel mogelijk|noodgeval|
      urg[êe]ncia|imediatamente|o mais r[áa]pido poss[íi]vel|emerg[êe]ncia`,
    ),
    0.5,
  ],
  // Nothing works for anybody, or money and service are at stake.
  [
    words(
      `outage|(?:system|site|website|service|server|everything|checkout|production) is (?:completely )?down|(?:sla|service level)(?: agreement)?|breach(?:ed)?|
      p1|sev(?:erity)?[ -]?1|losing (?:money|sales|customers)|data loss|hacked|stolen|locked out|
      ausfall|komplett ausgefallen|nichts geht mehr|steht still|gehackt|gestohlen|sla[- ]verletzung|datenverlust|ausgesperrt|
      panne (?:totale|g[ée]n[ée]rale)|hors service|en panne|pirat[ée]e?|vol[ée]|perte de donn[ée]es|bloqu[ée]e?|
      ca[íi]do|no funciona nada|fuera de servicio|hackead[oa]|robad[oa]|p[ée]rdida de datos|bloquead[oa]|
      fuori servizio|non funziona nulla|hackerat[oa]|rubat[oa]|storing|ligt (?:plat|eruit)|gehackt|gestolen|fora do ar|roubad[oa]`,
    ),
    0.35,
  ],
  // The law, the police, the bank, a body that is hurt.
  [
    words(
      `lawyer|attorney|legal action|sue|police|chargeback|ombudsman|trading standards|injur\\p{L}{1,4}|fire|smoke|hospital|allergic|
      anwalt|anw[äa]ltin|rechtliche schritte|polizei|r[üu]cklastschrift|verbraucherzentrale|verletzt|brand|krankenhaus|
      avocate?|action en justice|police|bless[ée]e?|incendie|h[ôo]pital|mise en demeure|
      abogad[oa]|acciones legales|polic[íi]a|herid[oa]|incendio|hospital|denuncia|
      avvocato|vie legali|polizia|ferit[oa]|ospedale|advocaat|politie|gewond|ziekenhuis|advogad[oa]|pol[íi]cia|procon`,
    ),
    0.4,
  ],
  // A day or an hour that will not wait.
  [
    words(
      `today|tonight|tomorrow|deadline|(?:by|before|until|within) (?:noon|midnight|end of (?:the )?day|eod|monday|tuesday|wednesday|thursday|friday|saturday|sunday|the end of|\\d{1,2} ?(?:am|pm|hours?|minutes?|days?|h))|(?:in|next) (?:an|one|two|three|\\d{1,2}) (?:hours?|minutes?)|this (?:morning|afternoon|evening|weekend)|
      heute|morgen fr(?:ü|ue)h|bis morgen|noch heute|frist|deadline|bis (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|sp[äa]testens|ende der woche)|in (?:einer|zwei|\\d{1,2}) stunden?|innerhalb von \\d{1,2}|
      aujourd'hui|aujourd’hui|demain|ce soir|date limite|avant (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|midi|ce soir)|dans (?:une|deux|\\d{1,2}) heures?|sous \\d{1,2} ?h(?:eures?)?|
      hoy|ma[ñn]ana|esta (?:noche|tarde)|fecha l[íi]mite|antes del? (?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|mediod[íi]a)|en (?:una|dos|\\d{1,2}) horas?|
      oggi|domani|stasera|entro (?:oggi|domani|luned[íi]|venerd[íi]|\\d{1,2})|scadenza|vandaag|morgenochtend|vanavond|binnen \\d{1,2}|hoje|amanh[ãa]|at[ée] (?:hoje|amanh[ãa])`,
    ),
    0.25,
  ],
  // They have written before, or waited long.
  [
    words(
      `still|again|(?:second|third|fourth|2nd|3rd) time|(?:days|weeks|months) ago|(?:no|without any?) (?:reply|answer|response)|(?:been )?waiting (?:for )?(?:days|weeks|\\d{1,2})|nobody (?:answers?|replies|answered)|any (?:news|update)|
      immer noch|schon wieder|zum (?:zweiten|dritten|wiederholten) mal|seit (?:tagen|wochen|\\d{1,2} (?:tagen|wochen))|keine (?:antwort|r[üu]ckmeldung)|warte (?:seit|noch)|erneut|nochmals?|
      toujours (?:pas|rien|aucune?)|encore une fois|(?:deuxi[èe]me|troisi[èe]me) fois|depuis (?:des|plusieurs|\\d{1,2}) (?:jours|semaines)|(?:sans|aucune) r[ée]ponse|relance|
      todav[íi]a|a[úu]n no|otra vez|(?:segunda|tercera) vez|hace (?:d[íi]as|semanas|\\d{1,2} (?:d[íi]as|semanas))|sin respuesta|sigo esperando|
      ancora (?:non|nessuna)|di nuovo|da (?:giorni|settimane)|nessuna risposta|nog steeds|alweer|al (?:dagen|weken)|geen antwoord|ainda n[ãa]o|de novo|h[áa] (?:dias|semanas)|sem resposta`,
    ),
    0.15,
  ],
  [/!{2,}/u, 0.1],
];

const waits = words(
  `no rush|no hurry|not urgent|whenever you (?:can|have)|when you have time|take your time|keine eile|nicht (?:so )?(?:eilig|dringend)|eilt nicht|wenn sie zeit haben|
  pas (?:urgent|press[ée])|rien d'urgent|quand vous pouvez|sin prisa|no (?:es )?urge(?:nte)?|cuando pueda|non (?:è )?urgente|senza fretta|geen haast|niet dringend|sem pressa|n[ãa]o [ée] urgente`,
);

/** 0 can wait, 1 cannot: by what presses in the words, and by how often they have written before. */
export function urgencyOf(text: string, earlier: readonly string[] = []): number {
  const said = text.slice(0, textAtMost);
  const presses = pressing.reduce((total, [pattern, weight], at) => {
    const counts = pattern.test(said) && !(at === 0 && waits.test(said));
    return total + (counts ? weight : 0);
  }, 0.1);
  const wrote = Math.min(0.2, 0.05 * earlier.length);
  const sum = waits.test(said) ? Math.min(0.3, presses / 2) : presses + wrote;
  return Number(Math.min(1, sum).toFixed(2));
}
