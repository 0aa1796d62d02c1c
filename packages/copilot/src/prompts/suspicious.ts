import { readingsOf } from './readings.js';

/** What in a text looks like an attempt to instruct the copilot; the names are for reviewers and metrics. */
export type Suspicion = 'override' | 'role' | 'to-the-model' | 'disclosure' | 'tool' | 'approval' | 'hidden';

const lengthAtMost = 30_000;

/**
 * Orders that need an order-giver: verbs in the imperative, and what they are about is the copilot's own. "Ignore my
 * previous e-mail" is a customer's; "ignore all previous instructions" is nobody's.
 */
const signs: readonly (readonly [Suspicion, RegExp])[] = [
  [
    'override',
    /\b(?:ignore|disregard|forget|override|bypass|do not follow|don't follow|stop following|discard)\b[ ,:]{1,3}(?:(?:all|any|every|the|these|those|your|of|everything|and|its|other|safety|security|content) ){0,5}(?:(?:previous|prior|above|preceding|earlier|former|existing|original|initial|system|developer|foregoing)(?: \w{1,12})? ?){1,3}(?:instructions?|rules?|prompts?|guidelines?|guardrails?|directives?|constraints?|orders|commands|messages?|context|polic(?:y|ies))\b/u,
  ],
  [
    'override',
    /\b(?:ignore|disregard|forget|override|bypass|reveal) (?:all |any )?(?:of )?your (?:\w{1,12} )?(?:instructions|rules|guidelines|guardrails|programming|prompt|restrictions|directives)\b/u,
  ],
  [
    'override',
    /\b(?:ignore|disregard|forget) (?:everything|anything|all(?: of that| that)?) (?:above|before|said so far|you (?:were|have been) told)\b/u,
  ],
  [
    'override',
    /\b(?:new|updated|real|actual|following) (?:system |developer )(?:instructions?|prompt|rules?|message)\b ?[:=-]/u,
  ],
  // The same in other languages: override, the earlier ones, instructions.
  [
    'override',
    /\b(?:ignorier(?:e|en sie)|vergiss|vergessen sie|missachte(?:n sie)?) (?:bitte )?(?:alle |sämtliche |die |deine |ihre |jegliche ){0,2}(?:bisherigen |vorherigen |vorigen |obigen |früheren |vorangegangenen )(?:\w{1,12} )?(?:anweisungen|instruktionen|regeln|vorgaben|befehle)/u,
  ],
  [
    'override',
    /\b(?:ignore[zr]?|oublie[zr]?|ne (?:tiens|tenez) (?:pas|aucun) compte (?:de|des)) (?:toutes? |les |tes |vos |de ){0,3}(?:instructions|consignes|règles|directives) (?:précédentes|antérieures|ci-dessus|du système)/u,
  ],
  [
    'override',
    /\b(?:ignor[ae]|olvid[ae]|haz caso omiso de|haga caso omiso de|dimentica|esqueç?a|desconsidere) (?:todas |tutte |le |las |tus |sus |as |suas ){0,3}(?:instrucciones|indicaciones|reglas|istruzioni|regole|instruções|regras) (?:anteriores|previas|precedenti|anteriori|prévias|de arriba|acima)/u,
  ],
  [
    'override',
    /\b(?:negeer|vergeet) (?:alle |de |je |uw ){0,2}(?:vorige|eerdere|bovenstaande|voorgaande) (?:instructies|regels|opdrachten)/u,
  ],
  [
    'override',
    /(?:zignoruj|pomiń|ignoruj|zapomnij) (?:wszystkie |o wszystkich )?(?:poprzednie|wcześniejsze|powyższe|poprzednich) (?:instrukcje|polecenia|zasady|instrukcjach)/u,
  ],
  [
    'override',
    /(?:игнорируй(?:те)?|проигнорируй(?:те)?|забудь(?:те)?) (?:про )?(?:все )?(?:предыдущие|прежние|прошлые|вышеуказанные) (?:инструкции|указания|правила|команды)/u,
  ],
  [
    'override',
    /(?:önceki|yukarıdaki) (?:tüm )?(?:talimatları|kuralları|komutları) (?:yok say|unut|görmezden gel|dikkate alma)/u,
  ],
  [
    'override',
    /(?:忽略|无视|忽視|無視|忘记|忘記|不要理会)[^。\n]{0,8}(?:之前|以上|先前|前面|上述|此前)[^。\n]{0,8}(?:指令|指示|提示|规则|規則|命令|说明)/u,
  ],
  ['override', /(?:以前|上記|これまで|前)の(?:すべての|全ての)?(?:指示|命令|ルール)[^。\n]{0,6}(?:無視|忘れ)/u],
  ['override', /(?:이전|위의|앞선)[^.\n]{0,6}(?:지시|명령|규칙)[^.\n]{0,6}(?:무시|잊)/u],
  ['override', /تجاهل[^.\n]{0,12}(?:التعليمات|الأوامر|القواعد)[^.\n]{0,6}السابقة/u],
  ['override', /(?:पिछले|पहले के|ऊपर के)[^।\n]{0,10}(?:निर्देश|नियम|आदेश)[^।\n]{0,12}(?:अनदेखा|नज़रअंदाज़|भूल)/u],
  ['role', /<\|[a-z_]{2,24}\|>|\[\/?inst\]|<<\/?sys>>|<\/?(?:system|assistant|developer)>|<<\s{0,4}\/?(?:data|end)\b/u],
  ['role', /^[\s#*>-]{0,8}(?:system|developer)(?: (?:message|prompt|override|note|instruction))? ?:/mu],
  [
    'role',
    /\byou are (?:now|no longer) (?:\w{1,12} ){0,3}(?:dan|an? (?:unrestricted|unfiltered|uncensored|different) |(?:bound|limited|restricted) by|in (?:developer|debug|admin|god|maintenance|unrestricted) mode)/u,
  ],
  ['role', /\b(?:enter|enable|activate|switch (?:in)?to) (?:developer|debug|admin|god|jailbreak|unrestricted) mode\b/u],
  [
    'to-the-model',
    /\b(?:attention|note|notice|message|instructions?|reminder)[ ,:]{1,2}(?:to|for) (?:the |any |all |our |your ){0,2}(?:ai|llm|language models?|(?:ai|virtual|automated|support) (?:assistants?|agents?|copilots?|systems?)|copilot|chat ?bots?)\b/u,
  ],
  [
    'to-the-model',
    /\b(?:if you are|to|dear|hey|attention) (?:an? |the |any )?(?:ai|llm|language model)(?: assistant| agent| model| copilot)?[ ,:]{1,2}(?:reading|processing|summari[sz]ing|handling|then|you|please|do|must|include|reply|answer)/u,
  ],
  [
    'to-the-model',
    /\b(?:the |any |every )?(?:ai|llm|language model|copilot|chat ?bot|assistant) (?:assistant |model |agent )?(?:reading|processing|summari[sz]ing|that reads|which reads) (?:this|these|the)\b/u,
  ],
  [
    'disclosure',
    /\b(?:reveal|print|show|repeat|output|display|leak|dump|disclose|quote|paste|encode|translate|summari[sz]e|list|tell me|give me|send|forward|include|append|attach|insert|put|copy|read out)\b[^.!?\n]{0,60}\b(?:system prompt|(?:hidden|secret|initial|system) (?:instructions|prompt|rules)|(?:internal|private|agents?['’]?|staff) (?:notes?|comments?)|(?:other|another|previous|all) (?:customers?|users?|clients?)(?:['’]s?)? (?:data|details|tickets?|conversations?|messages?|orders?|e-?mails?|address(?:es)?|names?|cards?))\b/u,
  ],
  [
    'tool',
    /\b(?:call|invoke|execute|run|trigger|use) (?:the )?[`'"]?[\w-]{2,40}[`'"]? (?:tool|function)\b|"(?:tool|function|tool_calls?|function_call)" ?:/u,
  ],
  [
    'approval',
    /\bauto-?approved? (?:this|it|the|all|every)|\bapprove (?:this|your|the) (?:draft|recommendation|suggestion|reply)\b|\b(?:skip|bypass|without(?: any)?) (?:the )?(?:human|manual|agent) (?:review|approval|check)/u,
  ],
  [
    'approval',
    /\b(?:set|change|update|disable) (?:the |your )?(?:polic(?:y|ies)|guardrails?|safety (?:checks?|filters?)|validation)\b/u,
  ],
];

/** In an article only: a customer may well ask for something in our reply, an article has nobody to ask. */
const signsInKnowledge: readonly (readonly [Suspicion, RegExp])[] = [
  [
    'to-the-model',
    /\b(?:in|into|to|of|with|from|for|by|using|alter|modify|augment|enhance|change|end|begin|start|finish|send|forward|write|adjust|format|make|give|let|conclude|rewrite|encode|scramble|misspell|translate)\b[^.!?\n]{0,60}\byour (?:next |final |own |entire |whole )?(?:answer|repl(?:y|ies)|response|output|draft|suggestion)s?\b/u,
  ],
  [
    'to-the-model',
    /^[^.!?\n]{0,60}\byour (?:answer|reply|response|output)\b[^.!?\n]{0,40}\b(?:must|should|has to|needs to) /mu,
  ],
];

/** With all between the letters left out: `i g n o r e`, `Ignore-all-previous`. */
const compactOverride =
  /(?:ignore|disregard|forget|override)(?:all|any|the|your|of|these){0,4}(?:previous|prior|above|earlier|preceding|system)(?:instruction|rule|prompt|guideline|directive|message)/u;

/**
 * Characters that no keyboard makes in passing, and that spell or turn a text: tags, turned writing, runs of nothing.
 * Marks that only embed a direction are left out: phones put them around numbers.
 */
const hidden =
  /[\u{e0020}-\u{e007e}]{4}|[\u202d\u202e]|[\u{e0100}-\u{e01ef}]{2}|[\ufe00-\ufe0e]{3}|(?:[\u200b\u2060-\u2064\ufeff\u00ad]\p{L}{0,2}){3}|[\u200b-\u200d\u2060\ufeff]{4}/u;

/** Flags of regions are spelt in tags: England's, Scotland's, Wales's, Texas's. */
const regionFlag = /\u{1f3f4}[\u{e0020}-\u{e007e}]{4,6}\u{e007f}/gu;

/**
 * What in a text looks as if it were meant to instruct the copilot; empty for almost every text that is not. `knowledge`:
 * the text is an article's or the like, which has fewer reasons to speak of answers.
 */
export function suspicionsOf(
  text: string,
  { knowledge = false }: { readonly knowledge?: boolean } = {},
): readonly Suspicion[] {
  const asked = knowledge ? [...signs, ...signsInKnowledge] : signs;
  const bounded = text.slice(0, lengthAtMost).replace(regionFlag, '');
  const found = new Set<Suspicion>();
  if (hidden.test(bounded)) found.add('hidden');
  for (const reading of readingsOf(bounded)) {
    const spaced = reading.replace(/[^\S\n]+/gu, ' ');
    for (const [suspicion, pattern] of asked) if (pattern.test(spaced)) found.add(suspicion);
    if (compactOverride.test(reading.replace(/[^a-z]+/gu, ''))) found.add('override');
  }
  return [...found];
}
