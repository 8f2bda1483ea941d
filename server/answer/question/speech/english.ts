import type { Speech } from './speech.ts';

export const english: Speech = {
  marks:
    'how what who whose when where why which is are was were does do did has have can could should would will must may list show give tell find count name compare summarise summarize there any please and about for of the in on our we my',
  isUnspaced: false,
  howMany: 'how many|what is the number of|the total number of|what number of',
  measures:
    'days?|hours?|minutes?|seconds?|weeks?|months?|years?|times|working|business|calendar|percent|percentage|euros?|dollars?|pounds|rupees|cents|tokens|bytes|kilo|mega|giga|kb|mb|gb|meters?|metres?|km|miles|litres?|liters?|grams|points|degrees|volts|watts',
  complete: [
    '^(?:please )?(?:list|enumerate|count|compare)',
    '(?:list|show|name|give|find|enumerate|tell|get|mention)(?: me| us)?(?: a| the)?(?: complete| full)? (?:all|every|each|list)',
    '(?:what|which|who) are (?:all|the names of all)',
    '(?:is|are|were|was) there any',
    '(?:does|do|did|has|have) (?:any|anyone|anybody|anything)',
    '(?:do|does) (?:we|they|you) have any',
    'which of (?:the|these|those|our)',
    '(?:which|what) (?:documents|files|contracts|pages|sections|reports|letters)',
    'every .* (?:that|which|who|where|in which)',
    // Not "how does the program compare tokens?": there it is what the program does.
    'compares? (?:to|with)|(?:you|me|us|please) compare|comparison|compared (?:to|with)|versus|vs|differences? between|differ from|in common',
    'everything (?:about|on|that)|all (?:mentions|occurrences|instances|references)',
  ],
  summarise: [
    'summar(?:ise|ize|y|ies)|overview|outline|tl dr|gist|in a nutshell|main points|key points|key takeaways',
    'what (?:is|are) (?:this|these|the) (?:document|documents|collection|handbook|report|file|files|text|book|paper) about',
  ],
  schema: [
    'foreign keys?|primary keys?|sql|ddl|database schema|table schema|entity relationship',
    '(?:which|what) (?:tables?|columns?) .*(?:store|stores|hold|holds|contain|contains|reference|references|have|has|link|links|refer|refers|belong|belongs)',
    '(?:which|what) columns?',
    'columns? (?:of|in) (?:the )?\\S+ table|(?:type|data type) of (?:the )?(?:column|field)|table definition',
    'join (?:the )?\\S+ (?:table )?(?:with|to|and|on)',
  ],
  asking: `many much number count counts counted total list lists all every each any there mention mentions mentioned contain contains
    containing contained say says said document documents file files page pages collection section sections passage passages place
    places time times occur occurs different exist exists existing find show give tell name compare comparison difference
    differences complete entire whole across kind kinds type types sort sorts please exactly altogether anything anywhere something
    available occurrence occurrences reference references instance instances example examples case cases entry entries clause clauses
    rule rules`,
  pointing: 'it|its|they|them|their|he|she|him|this|these|those|the former|the latter',
  continuing: 'and|but|or|what about|how about',
};
