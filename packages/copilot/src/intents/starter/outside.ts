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
  where is the nearest hospital | how far is it from Paris to Lyon | which bus goes to the airport | is the museum open on Sunday
  what is the fastest way to the city centre | when does the ferry leave | do I need a visa for Japan | my train was cancelled
  where can I see the northern lights | how high is the Eiffel tower | what languages do they speak in Switzerland
  what is the population of Brazil | which river is the longest | when did the second world war end | who invented the telephone
  who painted the Mona Lisa | how many planets are there | why is the sky blue | how do birds fly | what do pandas eat
  what is ten percent of 250 | solve this equation for me | what is the plural of mouse | how do you spell necessary
  explain photosynthesis | my teacher gave me a bad mark | when do the school holidays begin | I have an exam on Tuesday
  I have a headache | is it safe to take two aspirins | I feel dizzy since this morning | how much sleep do I need
  is coffee bad for you | how many grams of protein are in an egg | how long do I boil potatoes | what can I cook with spinach
  what should I have for dinner | is this mushroom edible | what wine goes with fish | where can I get good sushi
  which team is first in the league | did our team win yesterday | when is the next Olympic games | who is the fastest runner
  what is on television tonight | which series should I watch | who sings this song | put on my favourite playlist
  what is your favourite colour | do you have children | where do you live | were you born in England | do you get tired
  I am bored | I had a bad day | my girlfriend left me | I can't sleep at night | life is hard | I miss my friends
  you are funny | you are stupid | I love you | good job | nice to meet you | how are you today | what are you doing
  can we talk about something else | let's play a game | tell me a story | sing happy birthday | what can you do
  who should I vote for | what do you think of the government | is there a God | what happened in the news today
  will house prices fall | is now a good time to buy gold | what is the exchange rate of the yen | how do I get a mortgage
  how do I register my car | where do I apply for a parking permit | how do I get a divorce | I need a lawyer for my tenancy
  how do I change a light bulb | how do I unblock a sink | my tap is dripping | how do I remove a wine stain | how do I tie a tie
  my cat does not eat | how often should I walk my dog | which plants grow in the shade | how do I get rid of ants
  remind me of the dentist tomorrow | add milk to my shopping list | set my alarm for seven | send a text to my sister
  turn the volume up | open the window blinds | navigate me home | take a note | what did I miss at the meeting
  the report is due on Monday | please review the attached slides | can we move our call to Thursday | minutes of the board meeting
  I am on holiday and will answer on my return | I will be back in the office next week | delivery status notification failure
  you have been chosen for a free gift | claim your reward now | earn money from home | hot singles in your area
  increase your sales with our marketing tool | we can improve your search ranking | let us redesign your website for you
  we are a wholesaler looking for retailers | our factory in China can produce for you | I would like to become your distributor
  I'm writing an article about your firm | could we film in your store | may I invite your director to a panel
  are there any vacancies | what is the salary for a cashier | do you take apprentices | I have an interview with you tomorrow
  our school collects for a good cause | would you support our charity run | please sign our petition | take part in our study
  lorem ipsum dolor sit amet | aaaaaa | 123456 | hmm | what | huh | sorry, wrong number | wrong person | I was just curious
  how deep is the ocean | what year is it | how old is the queen | do fish sleep | what is two plus two | roll a die
  can you drive a car | book a table for two tonight | order me a pizza | reserve a room for three nights | rent a car for Saturday
  wann fährt der nächste Zug nach Köln | wie hoch ist die Zugspitze | ich suche ein gutes Restaurant | mir ist langweilig
  wir bieten günstige Werbung für Ihre Firma an | ich bin bis Freitag nicht im Büro | wie koche ich Reis | ich habe Kopfschmerzen
  à quelle heure part le train | comment faire des crêpes | je m'ennuie | nous vous proposons nos services de publicité
  je suis absent du bureau jusqu'à lundi | qui est le président | j'ai mal à la tête | quel âge as-tu
  a qué hora sale el tren | cómo se hace una paella | me aburro | le ofrecemos nuestros servicios de publicidad
  estoy fuera de la oficina hasta el lunes | quién es el presidente | me duele la cabeza | cuántos años tienes
`;
