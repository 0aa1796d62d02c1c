/** What support desks get that none of the starter intents covers. */
export const outside = `
  hi | hello there | good morning | hey | thank you | thanks a lot for your help | thanks, that worked | ok great | bye
  have a nice day | you are welcome | yes | no | okay, understood | perfect, problem solved | sounds good | test | never mind
  what is the weather like today | will it snow this weekend | tell me a joke | sing me a song | how old are you
  who are you | are you a human | what is your name | do you like pizza | what is the meaning of life
  who is the president of France | how tall is Mount Everest | what is the square root of 144 | convert 5 miles to kilometres
  how do I cook rice | give me a recipe for pancakes | recommend a movie | who won the world cup in 1998
  book me a flight to Rome | find a hotel in Vienna | I need a taxi | remind me to call my mother | set a timer for ten minutes
  translate this sentence into Spanish | what does this word mean | write an essay about the sea | help me with my homework
  I am applying for a job with you | do you have internships | attached is my application | looking for a position in sales
  we would like to cooperate with you | partnership proposal | we offer web design at low prices | buy backlinks now
  increase your traffic with our agency | you have won a lottery | cheap pills online | crypto investment opportunity
  press enquiry | interview request for our magazine | would you donate to our charity | please take part in our survey
  I am a student writing a thesis about retail | can you sponsor our event | we want to sell our products in your shop
  I am out of the office until Monday | automatic reply | this mailbox is not monitored | meeting notes from yesterday
  lunch at noon? | see you tomorrow at the office | happy birthday | I feel sad | I am in love | my dog is ill
  how do I lose weight | what are the symptoms of the flu | which stocks should I buy | how do I file my taxes
  how do I apply for a visa | what is the speed limit in Germany | when is the next train to London
  how do I install Linux | how do I write a loop in Python | what is the best phone on the market | play music
  turn on the lights | what time is it | what day is it today | read me the news | tell me about the Roman empire
  how many people live in China | who wrote Hamlet | is there life on Mars | what should I wear tonight
  my neighbour is too loud | my car won't start | I need a plumber | how do I get a library card | blah blah | qwerty | ???
  how is the traffic | call my wife | what's on my calendar | how far is the moon | spell the word rhythm | flip a coin
  hallo | danke | vielen Dank für die Hilfe | schönen Tag noch | wie ist das Wetter heute | erzähl mir einen Witz
  ich möchte mich bei Ihnen bewerben | wer bist du | wie spät ist es | wer hat das Spiel gewonnen | Was ist die Hauptstadt von Italien
  bonjour | merci beaucoup | bonne journée | quel temps fait-il demain | raconte-moi une blague | qui es-tu
  je cherche un emploi chez vous | quelle heure est-il | quelle est la capitale du Japon | qui a écrit ce livre
  hola | muchas gracias | que tenga buen día | qué tiempo hace hoy | cuéntame un chiste | quién eres
  busco trabajo en su empresa | qué hora es | cuál es la capital de Chile | quién ganó el partido
`;
